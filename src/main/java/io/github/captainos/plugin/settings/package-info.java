/** Where the values of parameters come from: the command line, the POM, settings.xml, defaults. */
@NullMarked
package io.github.captainos.plugin.settings;

import org.jspecify.annotations.NullMarked;
