// PromptRepoCommands
