import Testing

/// No stored or received bytes, however they were changed, end the process, keep it busy for ever
/// or are taken for something that they are not.
@Suite(.serialized) struct FuzzTests {
  @Test(arguments: FuzzTarget.objects + FuzzTarget.storeFiles)
  func storedBytes(_ target: FuzzTarget) throws {
    try target.run()
  }

  @Test(arguments: FuzzTarget.workingFiles + FuzzTarget.exchangedFiles)
  func filesOfTheUser(_ target: FuzzTarget) throws {
    try target.run()
  }

  @Test(arguments: FuzzTarget.dialects)
  func textsAndMessages(_ target: FuzzTarget) throws {
    try target.run()
  }

  @Test(arguments: FuzzTarget.network)
  func receivedBytes(_ target: FuzzTarget) throws {
    try target.run()
  }
}
