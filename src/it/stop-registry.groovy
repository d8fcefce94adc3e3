project.getContextValue('captain.it.registry')?.close()
