/**
 * Conversion between wire forms and {@link io.syncbridge.row.FieldValue}. The only package of this module that sees
 * Jackson. What cannot be converted without loss is a problem with the field's name, never a changed value.
 */
@NullMarked
package io.syncbridge.codec;

import org.jspecify.annotations.NullMarked;
