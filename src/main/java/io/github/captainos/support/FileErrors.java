package io.github.captainos.support;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Describes I/O failures: the message of most file system exceptions is only a file name. */
public final class FileErrors {
  private FileErrors() {}

  /** Returns the reason, without a full stop at the end. */
  public static String of(IOException failure) {
    return reason(failure).replaceFirst("[.\\s]+$", "");
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException e) {
      // when a file is moved, users know the name of the target
      return (e.getOtherFile() != null ? e.getOtherFile() : e.getFile()) + ": " + fileReason(e);
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String fileReason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "something else is in its place";
    }
    if (e instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
