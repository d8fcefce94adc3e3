package org.slf4j.impl;

import io.github.captainos.testing.LoggedErrors;
import org.slf4j.ILoggerFactory;
import org.slf4j.spi.LoggerFactoryBinder;

/** Where SLF4J looks for whoever prints what is logged; in the tests, nobody does. */
public final class StaticLoggerBinder implements LoggerFactoryBinder {
  private static final StaticLoggerBinder SINGLETON = new StaticLoggerBinder();

  private StaticLoggerBinder() {}

  /** Returns the one that there is. */
  public static StaticLoggerBinder getSingleton() {
    return SINGLETON;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return LoggedErrors::logger;
  }

  @Override
  public String getLoggerFactoryClassStr() {
    return LoggedErrors.class.getName();
  }
}
