// For ledgers whose objects have come from elsewhere already.
extension Transaction {
  /// Moves a reference to what another ledger's reference points at.
  ///
  /// The objects have to be in the store. Where the move's values are the same, the reference only
  /// has to keep its value until the change is applied.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the reference does not have the value that
  ///   the move expects.
  public mutating func transfer(_ transferred: ReferenceMove) throws(RepositoryError) {
    let current = try target(of: transferred.name)
    guard current == transferred.old else { throw .lostRace(transferred, found: current) }
    if transferred.old == transferred.new {
      try expect(transferred.name)
    } else {
      try move(transferred.name, to: transferred.new, transferred.message)
    }
  }

  /// Makes every prompt that is created from now on newer than prompts that came from elsewhere.
  ///
  /// A time that is more than a day after the change counts as that day's: a wrong clock
  /// elsewhere must not use up all the times that there are.
  public mutating func advanceClock(to time: Timestamp) throws(RepositoryError) {
    let day: Int64 = 86_400_000
    let time = min(time, Timestamp(milliseconds: committer.time.milliseconds + day))
    let last = if let newest { newest } else { try storedClock() }
    if let last, last >= time { return }
    newest = Timestamp(milliseconds: time.milliseconds)
  }
}
