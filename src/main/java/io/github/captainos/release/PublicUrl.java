package io.github.captainos.release;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL as it may be published: without passwords and tokens. One without these is unchanged, since
 * the digests of images depend on it, and also its query, in which some servers (gitweb, Azure
 * DevOps) have the name of the repository.
 */
public final class PublicUrl {
  /**
   * A user and a password. A colon that is not before a port begins a password, which may have any
   * characters.
   */
  private static final Pattern PASSWORD =
      Pattern.compile(
          "(?<=://)(?:[^/]*:[^/]*@|(?!\\[)[^/?#:@]*:(?!\\d+(?:/|$))[^@]*@(?:[^/?#]*@)?)");

  /** The user of a URL over HTTP, which may be a token. */
  private static final Pattern HTTP_USER =
      Pattern.compile("(?i)(?<=^(?:scm:[a-z]{1,20}[:|])?(?:git\\+)?https?://)[^/?#]*@");

  /** What begins the tokens of GitHub, GitLab and Bitbucket, and JSON Web Tokens. */
  private static final String TOKEN =
      "(?<!\\w)(?:gh[a-z]_|github_pat_|gl(?:pat|dt|cbt|ptt|ft|rt|oas|soat)-|ATBB|ATCTT|eyJ)[\\w-]{16,}";

  /** Of tokens without such a beginning, in characters: shorter text may be a name. */
  private static final int SHORTEST_TOKEN = 32;

  /** One of these, or what is too long for the name of a user, and has digits. */
  private static final Pattern TOKEN_AS_USER =
      Pattern.compile(
          "(?<=://)(?:" + TOKEN + "[^/?#@]*|(?=[^/?#@]*[0-9])[\\w-]{" + SHORTEST_TOKEN + ",})@");

  /**
   * What a query has if it has a credential: a parameter with such a name, a token, or a URL with a
   * password.
   */
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?i:[^=&;?/#]*(?:token|secret|passw|passphrase|pwd|credential|signature|session|oauth"
              + "|authori[sz]ation|(?:api|access|private)[^=&;?/#]?key)[^=&;?/#]*=)"
              + "|(?i:(?<![^&;?/#])(?:auth|bearer|code|jwt|key|pass|pat|pw|sas|sid|sig)=)"
              + "|://[^/?#:@]*:[^/]*@|"
              + TOKEN);

  /**
   * A query, with parameters of the path before it, or a fragment; whichever is first, and the
   * other.
   */
  private static final Pattern QUERY = Pattern.compile("([?;][^#]*)?(#.*)?\\z", Pattern.DOTALL);

  private PublicUrl() {}

  /**
   * Returns a URL without a password and its user, without a user that is a token, and without a
   * query or a fragment that has a credential. Such a query is left out as a whole: where a value
   * ends in it is not certain.
   */
  public static String of(String url) {
    String known = PASSWORD.matcher(url).replaceAll("");
    return withoutCredentialsInQuery(TOKEN_AS_USER.matcher(known).replaceAll(""));
  }

  /** Returns a URL also without the user, if it is one over HTTP. */
  public static String withoutUser(String url) {
    return HTTP_USER.matcher(of(url)).replaceFirst("");
  }

  private static String withoutCredentialsInQuery(String url) {
    Matcher parts = QUERY.matcher(url);
    return parts.find()
        ? url.substring(0, parts.start())
            + unlessCredential(parts.group(1))
            + unlessCredential(parts.group(2))
        : url;
  }

  private static String unlessCredential(@Nullable String part) {
    return part == null || CREDENTIAL.matcher(decoded(part)).find() ? "" : part;
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // a '%' that encodes nothing
      return part;
    }
  }
}
