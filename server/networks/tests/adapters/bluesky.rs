mod account;
mod arriving;
mod leaving;
mod posting;
mod reading;
mod renewing;
mod talk;
mod world;
