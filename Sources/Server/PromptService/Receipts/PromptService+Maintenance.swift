public import PromptRepo

extension PromptService {
  /// Takes over what plain git has changed in the ledgers that are open.
  public func rescan() throws(RepositoryError) {
    for ledger in ledgers.open { try ledger.rescan() }
  }

  /// Drops the receipts that do not count any more.
  public func dropReceipts() throws(RepositoryError) {
    let now = configuration.now()
    let server = Signature(name: "promptrepo", email: "", time: now)
    for ledger in ledgers.open {
      let repository = ledger.repository
      for name in try repository.receipts() {
        do throws(RepositoryError) {
          try repository.change(by: server) { (transaction) throws(RepositoryError) in
            guard let bytes = try transaction.receipt(name),
              Receipt.Kept(bytes)?.isExpired(at: now) ?? true
            else { return }
            try transaction.dropReceipt(name)
          }
        } catch {
          // Somebody wrote it anew at this moment.
          guard error.code == .conflict else { throw error }
        }
      }
    }
  }
}
