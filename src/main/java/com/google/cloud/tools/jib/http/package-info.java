/**
 * Access to package-private members of jib, so that jib sends its requests over Captain's
 * transport.
 */
package com.google.cloud.tools.jib.http;
