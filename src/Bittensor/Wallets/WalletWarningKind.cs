namespace Bittensor.Wallets;

/// <summary>What is worth a word about a wallet that can be used all the same.</summary>
public enum WalletWarningKind
{
    /// <summary>The file holds a secret, and users other than its owner may read or write it.</summary>
    AccessibleByOthers,

    /// <summary><c>ss58Address</c>, <c>publicKey</c> or <c>accountId</c> names another key than the one the file's secret gives.</summary>
    StatedKeyDiffers,

    /// <summary><c>ss58Address</c>, <c>publicKey</c> or <c>accountId</c> is no key at all.</summary>
    StatedKeyUnusable,

    /// <summary>The address is written for another network. It is the same key; on Bittensor its address begins with 5.</summary>
    ForeignAddressPrefix,

    /// <summary>A further secret of the file, one that no tool would have used, gives another key.</summary>
    SecretDiffers,

    /// <summary>A further secret of the file, one that no tool would have used, cannot be used.</summary>
    SecretUnusable,

    /// <summary>The file has something at which the current btwallet stops.</summary>
    UnreadableElsewhere,

    /// <summary>The public file beside the key names another key.</summary>
    PublicFileDiffers,

    /// <summary>A public file is there but cannot be used, and is treated as if it were not.</summary>
    PublicFileUnusable,

    /// <summary>A file that should be public holds a secret. The secret was not used.</summary>
    PublicFileHoldsSecret,

    /// <summary>The hotkey is the same key as the coldkey, whose secret thus lies on this machine.</summary>
    HotkeyIsColdkey,
}
