package io.syncbridge.bridge.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.syncbridge.bridge.config.ViewerFields;
import java.util.Optional;

/** What somebody may see of a table's rows: everything, or for a viewer the fields that are allowed. */
record Contents(Sessions.Role role, ViewerFields allowed) {

    boolean shows(String mapping, String field) {
        return role == Sessions.Role.ADMIN || allowed.shows(mapping, field);
    }

    /** True when free text may be shown, which may quote any value. */
    boolean showsText() {
        return role == Sessions.Role.ADMIN;
    }

    /** A field's value under a name; nothing where it is hidden, null where it is empty. */
    void put(ObjectNode json, String mapping, String field, String name, Optional<String> value) {
        if (shows(mapping, field)) {
            value.ifPresentOrElse(text -> json.put(name, text), () -> json.putNull(name));
        }
    }
}
