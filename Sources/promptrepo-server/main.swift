import Platform
import ServerCommands

CurrentProcess.exit(runWithServer(Array(CommandLine.arguments.dropFirst())))
