/** What has to stand in jib's package to reach the inside of its requests. */
package com.google.cloud.tools.jib.http;
