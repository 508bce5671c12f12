namespace Bittensor.Wallets;

/// <summary>The members of a key file's JSON that mean something; first the secrets, in the current btwallet's order.</summary>
internal enum KeyfileMember
{
    SecretPhrase,
    SecretSeed,
    PrivateKey,
    Ss58Address,
    PublicKey,
    AccountId,
}
