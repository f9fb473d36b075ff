package io.syncbridge.bridge.check;

/** One thing that was looked at. Holds no secret and no row content. */
public sealed interface Finding {

    /** What it is about: settings, database, zapier, a mapping's name. */
    String area();

    /** One sentence; of a problem with what to do. */
    String text();

    /** As it should be. */
    record Ok(String area, String text) implements Finding {}

    /** Something does not work, or will not. */
    record Problem(String area, String text) implements Finding {}

    /** Something works but is worth knowing. */
    record Note(String area, String text) implements Finding {}

    /** The word that starts its line and stands in JSON. */
    default String level() {
        return switch (this) {
            case Ok ok -> "ok";
            case Problem problem -> "problem";
            case Note note -> "note";
        };
    }
}
