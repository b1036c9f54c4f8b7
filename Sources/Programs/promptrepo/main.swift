import Platform
import PromptRepoCommands

CurrentProcess.exit(run(CurrentProcess.arguments))
