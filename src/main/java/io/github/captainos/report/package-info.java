/**
 * What a goal tells when it is through: the recap in the log and the report in JSON.
 *
 * <p>A report holds facts as they are to be printed, so nothing here has to know what an image is.
 */
@NullMarked
package io.github.captainos.report;

import org.jspecify.annotations.NullMarked;
