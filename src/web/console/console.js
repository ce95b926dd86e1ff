// The moderators' console.
