def process = project.getContextValue('captain.it.registry.process')
if (process != null) {
  process.destroy()
  process.waitFor()
}
