package io.syncbridge.bridge.alert;

import io.syncbridge.webhooks.WebhookSigner;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Where messages go. Addresses hold secrets: whoever knows one may post there, so none prints itself. */
public sealed interface AlertTarget {

    /** How the database and people call it. */
    String label();

    /** The address messages are posted to. */
    HttpUrl url();

    /** A Slack incoming webhook, or what speaks like one. */
    record Slack(HttpUrl url) implements AlertTarget {
        @Override
        public String label() {
            return "slack";
        }

        @Override
        public String toString() {
            return "Slack[hidden]";
        }
    }

    /**
     * Any other receiver of JSON.
     *
     * @param signer signs as Standard Webhooks; empty for unsigned messages
     */
    record Webhook(HttpUrl url, Optional<WebhookSigner> signer) implements AlertTarget {
        @Override
        public String label() {
            return "webhook";
        }

        @Override
        public String toString() {
            return "Webhook[hidden]";
        }
    }
}
