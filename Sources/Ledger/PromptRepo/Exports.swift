// Whoever uses the ledger names objects, references and errors too.
@_exported public import GitModel
