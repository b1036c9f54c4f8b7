// PromptRepoTests
