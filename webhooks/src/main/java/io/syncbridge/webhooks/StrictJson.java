package io.syncbridge.webhooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * JSON by RFC 8259 and nothing beyond: no comments, no NaN, no trailing comma. Of duplicate keys the last wins, as in
 * jsonb. Bytes must be well-formed UTF-8; one byte order mark at the start is passed over, as the RFC allows.
 */
final class StrictJson {
    /** 64 levels in a column, inside at most four of envelope: array, event, {@code new}, {@code data}. */
    static final int MAX_DEPTH = 68;

    /** PostgreSQL's numeric has up to 131,072 digits before the point and 16,383 after it. */
    private static final int MAX_NUMBER_LENGTH = 150_000;
    /** PostgreSQL's longest name has 63 bytes, a Zapier field's some hundred letters; only keys inside a jsonb may be longer. */
    private static final int MAX_NAME_LENGTH = 50_000;
    /** Names, values, brackets: ten times as many as 1,000 events of wide rows have. */
    private static final int MAX_TOKENS = 2_000_000;

    private static final int POOLED_BUFFERS = 64;

    // Names are not canonicalised: the shared table of names would be filled by whoever sends many different ones.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            // Each request has a virtual thread of its own: buffers kept by thread would be made anew for each.
            .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED_BUFFERS))
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final ObjectReader TREES = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .readerFor(JsonNode.class);

    private StrictJson() {}

    static JsonParser parser(byte[] bytes) throws IOException {
        CharBuffer text = decoded(bytes);
        return FACTORY.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining());
    }

    /** The whole as a tree, numbers exact; a missing node when there is nothing but white space. */
    static JsonNode tree(byte[] bytes) throws IOException {
        return tree(parser(bytes));
    }

    static JsonNode tree(String text) throws IOException {
        return tree(FACTORY.createParser(text));
    }

    private static JsonNode tree(JsonParser parser) throws IOException {
        try (parser) {
            JsonNode root = TREES.readTree(parser);
            return Objects.requireNonNullElse(root, MissingNode.getInstance());
        } catch (NumberFormatException e) {
            // Jackson lets this through for an exponent that no BigDecimal has (found by ParserRobustnessTest).
            throw new IOException("a number with an exponent beyond ten digits", e);
        }
    }

    /** What a failed read means, by place and never by content. */
    static Parsed.Malformed malformed(IOException failure) {
        if (failure instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
            JsonLocation location = syntax.getLocation();
            return Parsed.Malformed.of(
                    "body",
                    "not JSON within the limits at line " + location.getLineNr() + ", column "
                            + location.getColumnNr());
        }
        return Parsed.Malformed.of(
                "body",
                failure instanceof CharacterCodingException ? "not valid UTF-8" : "not readable within the limits");
    }

    private static CharBuffer decoded(byte[] bytes) throws CharacterCodingException {
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        int start = marked ? 3 : 0;
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, start, bytes.length - start));
    }
}
