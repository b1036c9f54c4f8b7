import GitCommands
import Platform

CurrentProcess.exit(runWithGit(Array(CommandLine.arguments.dropFirst())))
