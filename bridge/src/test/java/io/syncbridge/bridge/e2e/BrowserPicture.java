package io.syncbridge.bridge.e2e;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A screenshot in few colours: a page has hardly more, and the file is a third. */
record BrowserPicture(BufferedImage image) {
    private static final int COLOURS = 32;

    static BrowserPicture of(byte[] png) throws IOException {
        return new BrowserPicture(ImageIO.read(new ByteArrayInputStream(png)));
    }

    void write(Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam smallest = writer.getDefaultWriteParam();
        smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        smallest.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(reduced(), null, null), smallest);
        } finally {
            writer.dispose();
        }
    }

    private BufferedImage reduced() {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, new int[width * height], 0, width);
        int[] palette = palette(pixels);
        Map<Integer, Integer> nearest = new HashMap<>();
        BufferedImage out = new BufferedImage(
                width,
                height,
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, palette.length, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE));
        byte[] indexes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = nearest.computeIfAbsent(pixels[i], colour -> nearest(colour, palette))
                    .byteValue();
        }
        out.getRaster().setDataElements(0, 0, width, height, indexes);
        return out;
    }

    /** The most frequent colours, leaving out what is hardly another one than a more frequent. */
    private static int[] palette(int[] pixels) {
        Map<Integer, Integer> counts = new HashMap<>();
        Arrays.stream(pixels).forEach(colour -> counts.merge(colour, 1, Integer::sum));
        List<Integer> frequent = counts.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<Integer, Integer>::getValue)
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
        int[] chosen = new int[COLOURS];
        int size = 0;
        for (int colour : frequent) {
            boolean known = false;
            for (int i = 0; i < size && !known; i++) {
                known = distance(colour, chosen[i]) < (size < 10 ? 3 : 300);
            }
            if (!known && size < COLOURS) {
                chosen[size++] = colour;
            }
        }
        return Arrays.copyOf(chosen, size);
    }

    private static int nearest(int colour, int[] palette) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            best = distance(colour, palette[i]) < distance(colour, palette[best]) ? i : best;
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 255) - (other >> 16 & 255);
        int green = (one >> 8 & 255) - (other >> 8 & 255);
        int blue = (one & 255) - (other & 255);
        return 2 * red * red + 4 * green * green + 3 * blue * blue;
    }
}
