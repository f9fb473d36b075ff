package io.syncbridge.bridge.check;

import io.syncbridge.bridge.alert.AlertTarget;
import io.syncbridge.bridge.zapier.SaneAnswers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Whether the addresses of alerts exist. Slack is posted an empty object, which it refuses as having no text, or as wrong
 * where the address is; another receiver is only asked for its headers, for nobody knows what a message would set off there.
 */
public record AlertCheck(List<AlertTarget> targets) implements Check {
    private static final String AREA = "alerts";

    /** Copies. */
    public AlertCheck {
        targets = List.copyOf(targets);
    }

    @Override
    public List<Finding> findings() {
        if (targets.isEmpty()) {
            return List.of(
                    new Finding.Note(
                            AREA,
                            "nobody is told when something needs attention; set BRIDGE_ALERT_SLACK_URL or BRIDGE_ALERT_WEBHOOK_URL"));
        }
        OkHttpClient client = new OkHttpClient.Builder()
                .addNetworkInterceptor(new SaneAnswers())
                .callTimeout(Duration.ofSeconds(5))
                .followRedirects(false)
                .build();
        try {
            return targets.stream().map(target -> finding(client, target)).toList();
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    private static Finding finding(OkHttpClient client, AlertTarget target) {
        Request.Builder request = new Request.Builder().url(target.url());
        String variable = "BRIDGE_ALERT_" + target.label().toUpperCase(java.util.Locale.ROOT) + "_URL";
        try (Response answer = client.newCall(
                        target instanceof AlertTarget.Slack
                                ? request.post(RequestBody.create("{}", MediaType.get("application/json")))
                                        .build()
                                : request.head().build())
                .execute()) {
            int code = answer.code();
            boolean wrong = answer.isRedirect()
                    || code == 404
                    || code == 410
                    || (target instanceof AlertTarget.Slack && code == 403);
            return wrong
                    ? new Finding.Problem(
                            AREA,
                            target.label() + " answers " + code + "; correct " + variable
                                    + ", then try ./bridgectl alerts --test")
                    : new Finding.Ok(AREA, target.label() + " answers; ./bridgectl alerts --test sends a message");
        } catch (IOException nobody) {
            return new Finding.Problem(
                    AREA,
                    "nobody answers at the address of " + target.label() + " ("
                            + nobody.getClass().getSimpleName() + "); correct " + variable);
        }
    }
}
