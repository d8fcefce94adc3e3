/**
 * Keys: ECDSA on P-256 with SHA-256, as cosign uses it by default, in the files that openssl and
 * cosign write.
 *
 * <p>Files come in as bytes, so that this package needs neither the file system nor the
 * environment.
 */
@NullMarked
package io.github.captainos.trust.key;

import org.jspecify.annotations.NullMarked;
