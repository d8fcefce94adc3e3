/** What has to stand in jib's package to have jib send requests over a transport of ours. */
package com.google.cloud.tools.jib.http;
