import APIKeys
import MemoryStore
import PromptRepo
import PromptService
import Synchronization

/// A ledger in memory for each owner and end user, made by its first prompt.
final class TestLedgers: LedgerSource {
  private let ledgers = Mutex<[String: Ledger]>([:])

  func ledger(
    owner: Owner?, endUser: String?, creating: Bool
  ) throws(RepositoryError) -> Ledger? {
    let place = "\(owner?.rawValue ?? "") \(endUser ?? "")"
    return ledgers.withLock { ledgers in
      if let ledger = ledgers[place] { return ledger }
      guard creating else { return nil }
      let ledger = Ledger(MemoryStore())
      ledgers[place] = ledger
      return ledger
    }
  }

  var open: [Ledger] { ledgers.withLock { Array($0.values) } }
}
