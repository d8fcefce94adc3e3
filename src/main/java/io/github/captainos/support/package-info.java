/**
 * General helpers: JSON, escaping of untrusted text, descriptions of I/O failures, file locks.
 *
 * <p>All other packages may use this package; it uses none of them.
 */
@NullMarked
package io.github.captainos.support;

import org.jspecify.annotations.NullMarked;
