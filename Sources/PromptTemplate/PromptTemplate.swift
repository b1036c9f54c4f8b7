// PromptTemplate
