/**
 * General helpers: JSON, text of others in messages, names of failures, locks of files.
 *
 * <p>All other packages may use this one; it uses none of them.
 */
@NullMarked
package io.github.captainos.support;

import org.jspecify.annotations.NullMarked;
