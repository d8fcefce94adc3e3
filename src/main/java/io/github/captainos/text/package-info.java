/** How text that others wrote is shown. All other packages may use this one. */
@NullMarked
package io.github.captainos.text;

import org.jspecify.annotations.NullMarked;
