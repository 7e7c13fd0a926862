//! One binary for all integration tests.

mod cli;
mod e2e;
mod earlier_pack;
mod edit;
mod fault;
mod faults_damage;
mod faults_hostile;
mod faults_journal;
mod faults_names;
mod faults_newer;
mod faults_time;
mod import;
mod packet_papers;
mod packets;
mod packets_tampered;
mod packs;
mod properties;
mod storage;
mod support;
mod verify;
mod versions;

mod report;
