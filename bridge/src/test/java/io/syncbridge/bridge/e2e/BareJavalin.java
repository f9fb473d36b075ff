package io.syncbridge.bridge.e2e;

import io.javalin.Javalin;

/** A web server that answers 202 to everything posted and does nothing else: the limit of the intake. */
final class BareJavalin {
    private BareJavalin() {}

    /** Prints its port and serves until it is killed. */
    public static void main(String[] args) {
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.post("/webhooks/zapier/{mapping}", context -> {
                byte[] unused = context.bodyAsBytes();
                context.status(202);
            });
        });
        server.start("127.0.0.1", 0);
        System.out.println("bridge is ready on http://127.0.0.1:" + server.port() + ", and does nothing");
    }
}
