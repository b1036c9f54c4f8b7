import Platform
import SyncCommands

CurrentProcess.exit(runWithSync(Array(CommandLine.arguments.dropFirst())))
