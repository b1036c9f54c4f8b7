import Platform
import ServerCommands

CurrentProcess.exit(runWithServer(CurrentProcess.arguments))
