package io.syncbridge.bridge.check;

import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.util.List;

/** Whether Zapier can be reached and lets us in: one call. */
public record ZapierCheck(ZapierTablesClient zapier, String anyTable) implements Check {
    private static final String AREA = "zapier";

    @Override
    public List<Finding> findings() {
        return List.of(
                switch (zapier.tables(anyTable)) {
                    case Answer.Given<List<ZapierTablesClient.Table>> given ->
                        new Finding.Ok(AREA, "reached, the credentials are taken");
                    case Answer.Later<List<ZapierTablesClient.Table>> later -> problem(later.cause(), later.reason());
                    case Answer.Refused<List<ZapierTablesClient.Table>> refused ->
                        problem(Answer.Cause.FAILED, refused.reason());
                    case Answer.Unknown<List<ZapierTablesClient.Table>> unknown ->
                        problem(Answer.Cause.FAILED, unknown.reason());
                });
    }

    private static Finding problem(Answer.Cause cause, String reason) {
        String remedy = switch (cause) {
            case CREDENTIALS ->
                "; make new ones (npx zapier-sdk create-client-credentials) and set ZAPIER_CREDENTIALS_CLIENT_ID and"
                        + " ZAPIER_CREDENTIALS_CLIENT_SECRET";
            case DENIED -> "; the login may not use Tables: use one of an account that may";
            case THROTTLED -> "; try again later, or set ZAPIER_RATE_LIMIT lower";
            default -> "; try again in a minute; if that stays, look at what ZAPIER_BASE_URL leads to";
        };
        return new Finding.Problem(AREA, reason + remedy);
    }
}
