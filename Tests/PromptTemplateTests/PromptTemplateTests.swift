// PromptTemplateTests
