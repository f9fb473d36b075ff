package io.syncbridge.bridge.check;

import io.syncbridge.bridge.config.PublicAddress;
import io.syncbridge.bridge.zapier.SaneAnswers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Whether the bridge answers at its public address, as far as it can be seen from here. One GET, at most 5 s. */
public record AddressCheck(PublicAddress address) implements Check {
    private static final String AREA = "address";

    @Override
    public List<Finding> findings() {
        OkHttpClient client = new OkHttpClient.Builder()
                .addNetworkInterceptor(new SaneAnswers())
                .callTimeout(Duration.ofSeconds(5))
                .followRedirects(false)
                .build();
        Request request =
                new Request.Builder().url(address.url() + "/healthz").get().build();
        try (Response answer = client.newCall(request).execute()) {
            return List.of(finding(answer));
        } catch (IOException nobody) {
            return List.of(new Finding.Note(
                    AREA,
                    "nobody answers at " + address.url() + " ("
                            + nobody.getClass().getSimpleName()
                            + "); start the bridge and what leads to it, or correct BRIDGE_URL"));
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    private Finding finding(Response answer) {
        if (answer.isSuccessful()) {
            return new Finding.Ok(AREA, address.url() + " answers");
        }
        return answer.isRedirect()
                ? new Finding.Problem(
                        AREA,
                        address.url() + " redirects (" + answer.code()
                                + "), which turns a posted webhook into an empty GET; set BRIDGE_URL to where it leads, then"
                                + " run ./bridgectl setup")
                : new Finding.Note(
                        AREA,
                        address.url() + "/healthz answers " + answer.code()
                                + "; see that the proxy leads /webhooks/ to the bridge");
    }
}
