// CommandKitTests
