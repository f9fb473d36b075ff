package io.syncbridge.bridge.dashboard;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/**
 * One address of the interface, as the OpenAPI description names it.
 *
 * @param path with names in braces
 */
record Route(Method method, String path, Handler handler) {
    /** What is done. */
    enum Method {
        GET,
        POST,
        DELETE
    }

    static Route get(String path, Handler handler) {
        return new Route(Method.GET, path, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(Method.POST, path, handler);
    }

    void declare(RoutesConfig routes) {
        switch (method) {
            case GET -> routes.get(path, handler);
            case POST -> routes.post(path, handler);
            case DELETE -> routes.delete(path, handler);
        }
    }
}
