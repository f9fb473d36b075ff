package io.syncbridge.bridge.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Requests over kept connections, one at a time on each, with as little work of its own as can be: both the server and
 * this share two cores.
 *
 * @param port on this machine
 * @param connections at once, each a thread
 * @param request the bytes of the n-th request
 */
record HttpLoad(int port, int connections, IntFunction<byte[]> request) {

    /**
     * What came of it.
     *
     * @param accepted answers 2xx a second
     * @param others how many answers had another status, by status
     * @param p50 from when a request was due to its answer, as is p99
     */
    record Result(double accepted, Map<Integer, Integer> others, Duration p50, Duration p99) {}

    /** Each connection asks again as soon as it is answered: the most that gets through. */
    Result closed(Duration time) throws Exception {
        return run(time, 0);
    }

    /**
     * Requests are due at a steady rate, whatever the answers do; one that could not be sent in time counts from when it
     * was due, so that a server that pauses cannot hide what waited meanwhile.
     */
    Result open(double perSecond, Duration time) throws Exception {
        return run(time, Math.round(connections * 1e9 / perSecond));
    }

    private record Lane(int accepted, Map<Integer, Integer> others, List<Long> nanos) {}

    private Result run(Duration time, long interval) throws Exception {
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Callable<Lane>> lanes = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                lanes.add(() -> lane(number, began, began + time.toNanos(), interval));
            }
            int accepted = 0;
            Map<Integer, Integer> others = new TreeMap<>();
            List<Long> nanos = new ArrayList<>();
            for (Future<Lane> lane : threads.invokeAll(lanes)) {
                accepted += lane.get().accepted();
                lane.get().others().forEach((status, times) -> others.merge(status, times, Integer::sum));
                nanos.addAll(lane.get().nanos());
            }
            nanos.sort(null);
            double took = (System.nanoTime() - began) / 1e9;
            return new Result(accepted / took, others, at(nanos, 0.5), at(nanos, 0.99));
        }
    }

    private static Duration at(List<Long> sorted, double quantile) {
        return Duration.ofNanos(sorted.isEmpty() ? 0 : sorted.get((int) ((sorted.size() - 1) * quantile)));
    }

    private Lane lane(int number, long began, long end, long interval) throws IOException {
        List<Long> nanos = new ArrayList<>();
        Map<Integer, Integer> others = new TreeMap<>();
        int accepted = 0;
        int done = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            Answers answers = new Answers(socket.getInputStream());
            long due = interval == 0 ? System.nanoTime() : began + interval * number / connections;
            while (due < end) {
                await(due);
                socket.getOutputStream().write(request.apply(done * connections + number));
                int status = answers.next();
                if (status / 100 == 2) {
                    accepted++;
                } else {
                    others.merge(status, 1, Integer::sum);
                }
                long now = System.nanoTime();
                nanos.add(now - due);
                done++;
                due = interval == 0 ? now : due + interval;
            }
        }
        return new Lane(accepted, others, nanos);
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Reads the status of one answer after the other, bodies skipped by their stated length. */
    private static final class Answers {
        private final InputStream in;
        private final byte[] buffer = new byte[16_384];

        Answers(InputStream in) {
            this.in = in;
        }

        int next() {
            try {
                int filled = 0;
                int head = -1;
                while (head < 0) {
                    int read = in.read(buffer, filled, buffer.length - filled);
                    if (read < 0) {
                        throw new IOException("the server hung up");
                    }
                    filled += read;
                    head = new String(buffer, 0, filled, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
                }
                String text = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
                long missing = length(text) - (filled - head - 4);
                while (missing > 0) {
                    missing -= Math.max(1, in.read(buffer, 0, (int) Math.min(missing, buffer.length)));
                }
                return Integer.parseInt(text.substring(9, 12));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long length(String head) {
            for (String line : head.lines().toList()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    return Long.parseLong(line.substring(15).strip());
                }
            }
            return 0;
        }
    }
}
