// PromptFilesTests
