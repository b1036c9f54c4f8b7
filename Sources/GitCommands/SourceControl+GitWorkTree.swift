public import GitStore
public import PromptFiles

extension GitWorkTree: SourceControl {}
