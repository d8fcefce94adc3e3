/**
 * OCI image layouts in a directory.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">OCI Image
 *     Layout Specification</a>
 */
@NullMarked
package io.github.captainos.registry.layout;

import org.jspecify.annotations.NullMarked;
