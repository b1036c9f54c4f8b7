import GitCommands
import Platform
import PromptRepoCommands

CurrentProcess.exit(run(Array(CommandLine.arguments.dropFirst())))
