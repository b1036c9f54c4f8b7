import GitCommands
import Platform

CurrentProcess.exit(runWithGit(CurrentProcess.arguments))
