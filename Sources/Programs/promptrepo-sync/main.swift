import Platform
import SyncCommands

CurrentProcess.exit(runWithSync(CurrentProcess.arguments))
