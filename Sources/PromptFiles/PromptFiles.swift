// PromptFiles
