/**
 * What attestations state about an image, their predicates: an SBOM as other programs have written
 * it, or how the image was built. Bytes in, bytes out.
 */
@NullMarked
package io.github.captainos.trust.predicate;

import org.jspecify.annotations.NullMarked;
