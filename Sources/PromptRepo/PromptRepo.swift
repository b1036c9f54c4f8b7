// PromptRepo
